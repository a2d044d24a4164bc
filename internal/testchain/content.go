package testchain

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Content is everything that the stores of a chain hold: "store/key in hex" → value.
type Content map[string]string

// Content returns what is stored after the last block.
func (c *Chain) Content() Content {
	c.t.Helper()
	return c.content(c.App().CommitMultiStore().GetKVStore)
}

// ContentIn returns what is stored as a context sees it.
func (c *Chain) ContentIn(ctx sdk.Context) Content {
	c.t.Helper()
	return c.content(ctx.MultiStore().GetKVStore)
}

func (c *Chain) content(open func(storetypes.StoreKey) storetypes.KVStore) Content {
	c.t.Helper()
	content := Content{}
	for name, key := range c.storeKeys() {
		it := open(key).Iterator(nil, nil)
		for ; it.Valid(); it.Next() {
			content[fmt.Sprintf("%s/%x", name, it.Key())] = string(it.Value())
		}
		if err := it.Close(); err != nil {
			c.t.Fatal(err)
		}
	}
	return content
}

// storeKeys returns the stores that last, by name.
func (c *Chain) storeKeys() map[string]storetypes.StoreKey {
	all := c.App().CommitMultiStore().(interface {
		StoreKeysByName() map[string]storetypes.StoreKey
	}).StoreKeysByName()
	keys := map[string]storetypes.StoreKey{}
	for name, key := range all {
		if _, lasts := key.(*storetypes.KVStoreKey); lasts {
			keys[name] = key
		}
	}
	return keys
}

// Stores returns the names of the stores that last, sorted.
func (c *Chain) Stores() []string { return slices.Sorted(maps.Keys(c.storeKeys())) }

// Diff returns the keys whose values differ, sorted.
func (c Content) Diff(other Content) []string {
	var keys []string
	for k, v := range c {
		if w, ok := other[k]; !ok || v != w {
			keys = append(keys, k)
		}
	}
	for k := range other {
		if _, ok := c[k]; !ok {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// Describe says how two contents differ at some keys, for people.
func (c Content) Describe(other Content, keys []string) string {
	var b strings.Builder
	for i, k := range keys {
		if i == 12 {
			fmt.Fprintf(&b, "… and %d more\n", len(keys)-i)
			break
		}
		fmt.Fprintf(&b, "%s: %s, %s\n", k, show(c, k), show(other, k))
	}
	return b.String()
}

func show(c Content, key string) string {
	v, ok := c[key]
	switch {
	case !ok:
		return "nothing"
	case len(v) > 200:
		return fmt.Sprintf("%x… (%d bytes)", v[:200], len(v))
	}
	return fmt.Sprintf("%x", v)
}
