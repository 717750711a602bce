/** A file with everything the language has, as people write it; and the file it imports. For tests that change it. */
export const SAMPLE = `/** @file Print jobs. */
/** More of the file. */
USETYPES base;

/** Longest name. */
DEFINE MAX_NAME = 64;
DEFINE TWICE = (MAX_NAME + 1) * 2;
DEFINE TITLE = "Printer";

/** A job. */
REFERENCE Job;
ENUM State { IDLE, ///< nothing
  BUSY = 5, ///< at work
  DONE };
BITMASK Flags { COLOUR = 0x1, DUPLEX, };
STRUCT Options { uint8 copies; ///< how many
  string name[MAX_NAME]; Flags flags; };

HANDLER OnState(Job job, State state);

/** Opens. */
FUNCTION Job Open(string name[MAX_NAME] IN, ///< the name
  Options options IN, base.Color color);
FUNCTION le_result_t Write(Job job IN, uint8 data[1024] IN, size written OUT);
FUNCTION GetTitle(Job job, string title[TWICE] OUT);
FUNCTION Close(Job job IN);
// changes
EVENT Change(Job job, OnState handler);
`;

export const SAMPLE_IMPORT = "DEFINE TEN = 10;\nENUM Color { RED };\n";
