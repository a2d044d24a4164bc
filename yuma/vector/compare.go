package vector

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
)

// Difference is the first place where a replay and a file disagree.
type Difference struct {
	Epoch int    // index of the epoch
	Place string // field and index
	Got   string
	Want  string
}

func (d *Difference) Error() string {
	return fmt.Sprintf("epoch %d: %s: got %s, want %s", d.Epoch, d.Place, d.Got, d.Want)
}

// informative are members of a result that say something about other programs.
var informative = []string{"dense_differs", "v1_1_0_differs", "math_errors_logged"}

// compare returns the first field that differs from want, a JSON object: in the order of fields, then members of want
// that are not among them. Fields that want does not have are not compared.
func compare(place string, fields []field, want map[string]json.RawMessage) error {
	for _, f := range fields {
		raw, ok := want[f.name]
		if !ok {
			continue
		}
		if err := same(place+f.name, f.value, raw); err != nil {
			return err
		}
	}
	for name := range want {
		known := slices.ContainsFunc(fields, func(f field) bool { return f.name == name })
		if !known && !slices.Contains(informative, name) {
			return &Difference{Place: place + name, Got: "nothing", Want: "a value"}
		}
	}
	return nil
}

// same decodes want into the type of got and compares.
func same(place string, got any, want json.RawMessage) error {
	w := reflect.New(reflect.TypeOf(got))
	if err := json.Unmarshal(want, w.Interface()); err != nil {
		return fmt.Errorf("%s: %w", place, err)
	}
	if m, ok := reflect.TypeAssert[*[][][2]int64](w); ok { // the working ascends by uid, whatever the order of the rows was
		for _, row := range *m {
			slices.SortFunc(row, func(a, b [2]int64) int { return int(a[0] - b[0]) })
		}
	}
	return first(place, reflect.ValueOf(got), w.Elem())
}

// first descends to the first element that differs.
func first(place string, got, want reflect.Value) error {
	if k := got.Kind(); k != reflect.Slice && k != reflect.Array {
		if got.Equal(want) {
			return nil
		}
		return &Difference{Place: place, Got: fmt.Sprint(got), Want: fmt.Sprint(want)}
	}
	for i := range min(got.Len(), want.Len()) {
		if got.Index(i).Comparable() && got.Index(i).Equal(want.Index(i)) {
			continue
		}
		if err := first(fmt.Sprintf("%s[%d]", place, i), got.Index(i), want.Index(i)); err != nil {
			return err
		}
	}
	if got.Len() != want.Len() {
		return &Difference{Place: place, Got: fmt.Sprintf("length %d", got.Len()), Want: strconv.Itoa(want.Len())}
	}
	return nil
}
