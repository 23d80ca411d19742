import { convergenceTests } from './sessions.ts'

convergenceTests(1)
