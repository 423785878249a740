// Prints how Kubernetes' Go types declare the fields of their messages: the lines of go-types.txt, which says what they mean.
// Run it when the version of Kubernetes changes, beside the Go modules k8s.io/client-go, k8s.io/apiextensions-apiserver and
// k8s.io/kube-aggregator of that version. No build runs it.
package main

import (
	"fmt"
	"reflect"
	"regexp"
	"sort"
	"strings"

	discoveryv2 "k8s.io/api/apidiscovery/v2"
	discoveryv2beta1 "k8s.io/api/apidiscovery/v2beta1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

var notServed = regexp.MustCompile(`^k8s\.io\.api\.(\w+\.v\d(alpha|beta)\d|imagepolicy)`)

func main() {
	messages := map[string]string{}
	for _, t := range scheme.Scheme.AllKnownTypes() {
		walk(t, messages)
	}
	for _, object := range []any{
		apiextensions.CustomResourceDefinitionList{}, apiregistration.APIServiceList{},
		discoveryv2.APIGroupDiscoveryList{}, discoveryv2beta1.APIGroupDiscoveryList{},
		meta.Status{}, meta.APIGroupList{}, meta.APIResourceList{}, meta.APIVersions{}, meta.DeleteOptions{},
		meta.PartialObjectMetadataList{},
	} {
		walk(reflect.TypeOf(object), messages)
	}
	var lines []string
	for name, fields := range messages {
		discovery := strings.HasPrefix(name, "k8s.io.api.apidiscovery.")
		if fields != "" && (discovery || !notServed.MatchString(name)) {
			lines = append(lines, name+fields)
		}
	}
	sort.Strings(lines)
	fmt.Println(strings.Join(lines, "\n"))
}

func walk(t reflect.Type, messages map[string]string) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || !strings.HasPrefix(t.PkgPath(), "k8s.io/") {
		return
	}
	name := strings.NewReplacer("/", ".", "-", "_").Replace(t.PkgPath()) + "." + t.Name()
	if _, known := messages[name]; known {
		return
	}
	messages[name] = ""
	fields := ""
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		wire := strings.ToLower(field.Name[:1]) + field.Name[1:]
		for _, word := range strings.Split(field.Tag.Get("protobuf"), ",") {
			if name, found := strings.CutPrefix(word, "name="); found {
				wire = name
			}
		}
		json := strings.Split(field.Tag.Get("json"), ",")
		if field.Tag.Get("protobuf") == "" || field.Tag.Get("protobuf") == "-" || json[0] == "-" {
			continue
		}
		walk(field.Type, messages)
		fields += " " + wire
		if json[0] != "" && json[0] != wire {
			fields += "=" + json[0]
		}
		switch kind := field.Type.Kind(); {
		case kind == reflect.Pointer:
			fields += "*"
		case kind == reflect.Struct && json[0] == "":
			fields += "^"
		case kind != reflect.Struct && kind != reflect.Slice && kind != reflect.Map && !strings.Contains(field.Tag.Get("json"), ",omitempty"):
			fields += "!"
		}
	}
	messages[name] = fields
}
