import { bracketTests, convergenceTests, rightsTests } from './sessions.ts'

convergenceTests(1)
rightsTests(1)
bracketTests(1)
