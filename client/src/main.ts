// first, so that the order of the layers stands before any component adds to one
import './styles/index.css'
import { mount } from 'svelte'
import App from './app/App.svelte'
import { askAgainForStyles } from './app/lateStyles.ts'
import { preferences } from './app/preferences.svelte.ts'
import { theme } from './app/theme.svelte.ts'
import { askAhead } from './negotiation/firstAnswers.ts'

const target = document.querySelector('#app')
if (target === null) throw new RangeError('no #app')

askAgainForStyles()
askAhead(location.pathname)
theme.start()
preferences.start()
mount(App, { target })
