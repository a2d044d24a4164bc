// Package bench loads an OpenAI-compatible API and measures what comes of it.
//
// Its law: requests begin when the plan says so, whatever became of those before, and a time is counted from the planned
// moment on. A server that is too slow for the rate therefore shows it in its percentiles, instead of slowing the load
// down. Without a rate, as many requests are under way as are allowed, one after the other.
package bench
