// A segment has the shape of the list of them while it is read: two cards.
export { default } from '../loading'
