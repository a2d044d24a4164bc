// Package base holds what all modules of this chain share: the frame of a module, isolation of block work, and the
// conversions between our plain numbers and the SDK's types.
package base
