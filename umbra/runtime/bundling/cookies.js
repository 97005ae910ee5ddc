/** In place of `universal-cookie`: no state keeps a var in a cookie. */
const refuse = () => {
  throw new Error("UMBRA's pages keep nothing in cookies.");
};

export default class Cookies {
  get = refuse;
  set = refuse;
  remove = refuse;
}
