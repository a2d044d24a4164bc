package client_test

import (
	"os"
	"path/filepath"
	"testing"

	gogoproto "github.com/cosmos/gogoproto/proto"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"

	_ "github.com/tianwang-net/tianwang/app" // links all messages and queries
)

// TestEarlier_IsUnderstood holds what earlier programs said against what this one understands: every message, field, value and
// call that they knew has kept its name, number and type, so that their transactions and questions mean the same today.
// testdata/earlier has the definitions of each as a FileDescriptorSet, by the day of the program; a release adds its own:
//
//	go tool -modfile=tools/go.mod buf build . --path proto/tianwang --exclude-source-info --exclude-imports -o DAY.binpb
func TestEarlier_IsUnderstood(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "earlier", "*.binpb"))
	if err != nil || len(files) < 2 {
		t.Fatalf("%d earlier programs: %v", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			e := earlier{t: t}
			for _, f := range definitions(t, name) {
				e.enums(f.Enums())
				e.messages(f.Messages())
				e.services(f.Services())
			}
			if e.compared < 400 {
				t.Errorf("only %d fields, values and calls", e.compared)
			}
		})
	}
}

// definitions reads what a program knew; of what it took from elsewhere only the names are there.
func definitions(t *testing.T, name string) (all []protoreflect.FileDescriptor) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var set descriptorpb.FileDescriptorSet
	if err := proto.Unmarshal(b, &set); err != nil {
		t.Fatal(err)
	}
	for _, f := range set.File {
		d, err := protodesc.FileOptions{AllowUnresolvable: true}.New(f, nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	return all
}

// earlier compares the definitions of an earlier program with those of this one.
type earlier struct {
	t        *testing.T
	compared int
}

// now is what this program knows under a name.
func now[D protoreflect.Descriptor](e *earlier, name protoreflect.FullName) (d D, ok bool) {
	found, err := gogoproto.HybridResolver.FindDescriptorByName(name)
	if err == nil {
		d, ok = found.(D)
	}
	if !ok {
		e.t.Errorf("%s is gone", name)
	}
	return d, ok
}

func (e *earlier) messages(all protoreflect.MessageDescriptors) {
	for i := range all.Len() {
		was := all.Get(i)
		e.enums(was.Enums())
		e.messages(was.Messages())
		is, ok := now[protoreflect.MessageDescriptor](e, was.FullName())
		for j := 0; ok && j < was.Fields().Len(); j++ {
			f := was.Fields().Get(j)
			e.compared++
			if g := is.Fields().ByNumber(f.Number()); g == nil || shape(g) != shape(f) {
				e.t.Errorf("%s had field %d as %v; it is %v now", was.FullName(), f.Number(), f, g)
			}
		}
	}
}

// form is what decides how a field is written.
type form struct {
	name        protoreflect.Name
	kind        protoreflect.Kind
	cardinality protoreflect.Cardinality
	of          protoreflect.FullName
}

func shape(f protoreflect.FieldDescriptor) form {
	s := form{name: f.Name(), kind: f.Kind(), cardinality: f.Cardinality()}
	if m := f.Message(); m != nil {
		s.of = m.FullName()
	}
	if n := f.Enum(); n != nil {
		s.of = n.FullName()
	}
	return s
}

func (e *earlier) enums(all protoreflect.EnumDescriptors) {
	for i := range all.Len() {
		is, ok := now[protoreflect.EnumDescriptor](e, all.Get(i).FullName())
		values := all.Get(i).Values()
		for j := 0; ok && j < values.Len(); j++ {
			e.compared++
			if v := is.Values().ByNumber(values.Get(j).Number()); v == nil || v.Name() != values.Get(j).Name() {
				e.t.Errorf("%s is not what it was", values.Get(j).FullName())
			}
		}
	}
}

func (e *earlier) services(all protoreflect.ServiceDescriptors) {
	for i := range all.Len() {
		methods := all.Get(i).Methods()
		for j := range methods.Len() {
			was := methods.Get(j)
			e.compared++
			if is, ok := now[protoreflect.MethodDescriptor](e, was.FullName()); ok &&
				(is.Input().FullName() != was.Input().FullName() || is.Output().FullName() != was.Output().FullName()) {
				e.t.Errorf("%s takes or gives something else", was.FullName())
			}
		}
	}
}
