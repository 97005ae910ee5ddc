/** In place of `@emotion/react`: Reflex imports its `jsx`, and no page has a `css` prop. */
export { createElement as jsx } from "react";
