import { bracketTests, convergenceTests, dealTests, rightsTests } from './sessions.ts'

convergenceTests(1)
rightsTests(1)
bracketTests(1)
dealTests(1)
