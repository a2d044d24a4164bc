// Package openai holds the wire forms of the OpenAI HTTP API that Tianwang speaks: chat completions, completions with
// log-probabilities, the model list, server-sent events and error objects.
//
// It is data and encoding only; it opens no connection. Miners answer in these forms, validators ask in them, and the
// gateway passes them through, so that any server and any client of that API fits in without code of its own. Fields we
// do not know are kept by those who relay (they forward the raw body), never by these types.
package openai
