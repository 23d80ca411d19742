import { bracketTests, convergenceTests, rightsTests } from './sessions.ts'

convergenceTests(0)
rightsTests(0)
bracketTests(0)
