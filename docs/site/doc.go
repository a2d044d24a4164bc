// Package site makes the pages under /docs/ from the Markdown that the program carries: the guides, the specifications,
// the rules of the chain's modules and the decisions, in English and in Chinese.
//
// Its law: a page says what its file says, and every link on it leads somewhere. A link to another page stays on the site
// and in its language, a link to any other file of the repository leads to the repository. Markup in the files is not
// passed on, and pages have no inline script or style, so that they can stand under the policy of the front ends.
package site
