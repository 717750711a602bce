/** Stands in for the native module native-watchdog: the host ends what it started itself, by process group. */
exports.start = () => {};
exports.exit = (code) => process.exit(code ?? 0);
