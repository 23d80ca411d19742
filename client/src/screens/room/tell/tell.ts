// what is rarely told in a room, in one script that no first words wait for
export { tellAlternatives } from './tellAlternatives.ts'
export { tellBracket } from './tellBracket.ts'
export { tellCall } from './tellCall.ts'
export { tellClocksOff, tellFastClock } from './tellClock.ts'
export { tellKept } from './tellKept.ts'
