import { mount } from 'svelte'
import App from './app/App.svelte'
import { theme } from './app/theme.svelte.ts'
import './styles/index.css'

const target = document.querySelector('#app')
if (target === null) throw new RangeError('index.html has no #app')

theme.start()
mount(App, { target })
