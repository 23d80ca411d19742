import { bracketTests, convergenceTests, dealTests, rightsTests } from './sessions.ts'

convergenceTests(0)
rightsTests(0)
bracketTests(0)
dealTests(0)
