/**
 * An interface with every kind of declaration, written for the tests. What the tests say of it was asked of the reference compiler.
 */
export const printerText = `//- /base.api
DEFINE LENGTH = 12;
DEFINE UNUSED = "a'b\\"c\\n";
ENUM Kind { SMALL, LARGE = -2 };
STRUCT Size { uint16 width; string unit[LENGTH]; };
//- /printer.api
USETYPES base;
DEFINE MOST = base.LENGTH * 2;
DEFINE WIDE = 18446744073709551616;
REFERENCE Job;
BITMASK Side { FRONT, BACK, HIDDEN = 0x100000000 };
HANDLER Done(uint32 pages, string text[40], base.Size sizes[3]);
EVENT Progress(Job job, Done done);
STRUCT Page { base.Kind kind; base.Size size; double scale; };
FUNCTION Job Open(string name[MOST] IN, base.Kind kind, uint8 key[4]);
FUNCTION le_result_t Write(Job job, uint16 data[16] IN, string answer[10] OUT, int8 raw[6] OUT, Page page OUT, Side sides OUT);
FUNCTION Close(Job job IN, file log OUT);
FUNCTION Later(Done done, bool default);
`;
