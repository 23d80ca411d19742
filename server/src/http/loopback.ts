/** Whether `host` stands for every address of the machine. */
export function isEverywhere(host: string): boolean {
	return ['0.0.0.0', '::'].includes(host)
}

/** Whether only this machine itself reaches `host`. */
export function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
