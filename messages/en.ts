// One line a namespace; its words are in en/<namespace>.json.
export { default as auth } from './en/auth.json'
export { default as common } from './en/common.json'
export { default as customers } from './en/customers.json'
export { default as errors } from './en/errors.json'
export { default as nav } from './en/nav.json'
export { default as settings } from './en/settings.json'
export { default as timeline } from './en/timeline.json'
export { default as units } from './en/units.json'
