// Loaded before a command: the SOAK_NTH call of fs[SOAK_CALL] in the SOAK_THREAD that concerns the folder SOAK_IN fails with the code
// SOAK_HOW, or ends the process (KILL).
const fs = require('node:fs');
const { isMainThread } = require('node:worker_threads');
const { syncBuiltinESMExports } = require('node:module');
const { SOAK_THREAD: thread, SOAK_CALL: call, SOAK_NTH: nth, SOAK_HOW: how, SOAK_IN: folder } = process.env;
const original = fs[call];
let calls = 0;
fs[call] = (...args) => {
  const path = typeof args[0] === 'number' ? fs.readlinkSync(`/proc/self/fd/${args[0]}`) : String(args[0]);
  if (path.startsWith(folder) && isMainThread === (thread === 'main') && ++calls === Number(nth)) {
    if (how === 'KILL') process.kill(process.pid, 'SIGKILL');
    throw Object.assign(new Error(`${how}: injected, ${call}`), { code: how });
  }
  return original(...args);
};
syncBuiltinESMExports();
