/** The illustrative text that the tests negotiate: words of our own, twelve points, so that some are out of sight. */
export const TEXT = `## 1. Ceasefire

The parties cease fire along the whole line.

## 2. Monitoring

A mission watches the line. It reports every day.

## 3. Prisoners

All prisoners are exchanged within thirty days.

## 4. Reconstruction

A fund is set up. Its board sits every quarter.

## 5. Guarantees

The guarantees are legally binding.

${Array.from({ length: 7 }, (_, index) => {
	const number = index + 6
	const words = `The parties hold meeting ${number} on this point. `.repeat(6).trim()
	return `## ${number}. Point of order ${number}\n\n${words}\n\n${words}\n`
}).join('\n')}`
