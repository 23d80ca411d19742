import { convergenceTests, rightsTests } from './sessions.ts'

convergenceTests(0)
rightsTests(0)
