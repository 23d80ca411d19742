import { randomBytes } from 'node:crypto'
import { type Random } from '@parley/domain'

/** Draws from the system's generator, 48 bits a number: ids made with it cannot be foreseen. */
export const systemRandom: Random = () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48
