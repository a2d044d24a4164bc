// Package lan is a network of hosts on one machine whose cables can be cut, delayed and made to lose packets.
//
// Its law: a host is a real one to the programs on it, with a kernel, addresses and connections of its own (a network
// namespace); only the cable is ours. Every packet between two hosts passes through the [Switch], which does to it what
// the [Cable] of that direction says, and nothing else. Nothing outside of the process is changed: when it ends, however
// it ends, hosts and cables are gone.
package lan
