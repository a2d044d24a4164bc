// Package chat is the task of conversation: any chat model may mine it.
//
// A challenge is one user message. Most have a reference: small exercises made from the seed, which have one right answer
// that nobody can look up. Some have none: open questions, where the answers of the miners are compared with each other.
//
//	exercise.go  questions that have a right answer
//	task.go      challenges and scores
//	agree.go     the agreement of miners
//	models.go    what answers without a model server
//
// Its limits, plainly: the exercises measure whether a model reads carefully and follows instructions, not whether it is
// wise, kind or well informed; agreement measures whether an answer is usual among those that are good at exercises, not
// whether it is true. A subnet where money is at stake needs better questions, by people, kept secret.
package chat
