package org.nakhoda.api.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nakhoda.api.patch.JsonPatchTest.json;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.patch.PatchException.Fault;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class StrategicMergePatchTest {
    private static final Schema POD = schema("", "Pod").properties().get("spec");
    private static final Schema META = schema("", "Pod").properties().get("metadata");

    private static Schema schema(String group, String kind) {
        return BuiltinCatalogue.instance()
                .byKind(group, "v1", kind)
                .orElseThrow()
                .schema();
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // objects
                "{'hostname':'a'} | {'hostname':'b','subdomain':'c'} | {'hostname':'b','subdomain':'c'}",
                "{'hostname':'a','subdomain':'s'} | {'hostname':null} | {'subdomain':'s'}",
                "{'nodeSelector':{'a':'1','b':'2'}} | {'nodeSelector':{'b':null,'c':'3'}} | {'nodeSelector':{'a':'1','c':'3'}}",
                "{'nodeSelector':{'a':'1'}} | {'nodeSelector':{'$patch':'replace','c':'3'}} | {'nodeSelector':{'c':'3'}}",
                "{'nodeSelector':{'a':'1'}} | {'nodeSelector':{'$patch':'delete'}} | {'nodeSelector':{}}",
                "{'nodeSelector':{'a':'1'}} | {'nodeSelector':{'$patch':'merge','b':'2'}} | {'nodeSelector':{'a':'1','b':'2'}}",
                // what is new loses its nulls and directives
                "{} | {'securityContext':{'runAsUser':1,'fsGroup':null}} | {'securityContext':{'runAsUser':1}}",
                "{} | {'containers':[{'name':'a','image':null},{'$patch':'delete','name':'b'}]} | {'containers':[{'name':'a'}]}",
                // lists of objects, merged by key
                "{'containers':[{'name':'a','image':'x','tty':true}]} | {'containers':[{'name':'a','image':'y'}]} | {'containers':[{'name':'a','image':'y','tty':true}]}",
                "{'containers':[{'name':'a'}]} | {'containers':[{'name':'b'}]} | {'containers':[{'name':'b'},{'name':'a'}]}",
                "{'containers':[{'name':'a'},{'name':'b'}]} | {'containers':[{'$patch':'delete','name':'a'}]} | {'containers':[{'name':'b'}]}",
                "{'containers':[{'name':'a'},{'name':'b'}]} | {'containers':[{'name':'c'},{'$patch':'replace'}]} | {'containers':[{'name':'c'}]}",
                "{'containers':[{'name':'a','image':'x'}]} | {'containers':[{'name':'a','image':null}]} | {'containers':[{'name':'a'}]}",
                "{'containers':[{'name':'a','ports':[{'containerPort':80}]}]} | {'containers':[{'name':'a','ports':[{'containerPort':80,'name':'web'},{'containerPort':81}]}]} | {'containers':[{'name':'a','ports':[{'containerPort':80,'name':'web'},{'containerPort':81}]}]}",
                "{'containers':[{'name':'a','env':[{'name':'A','value':'1'},{'name':'B','value':'2'}]}]} | {'containers':[{'name':'a','env':[{'name':'B','value':'3'}]}]} | {'containers':[{'name':'a','env':[{'name':'A','value':'1'},{'name':'B','value':'3'}]}]}",
                // lists that Kubernetes does not merge
                "{'tolerations':[{'key':'a'}]} | {'tolerations':[{'key':'b'}]} | {'tolerations':[{'key':'b'}]}",
                "{'containers':[{'name':'a','args':['1','2']}]} | {'containers':[{'name':'a','args':['3']}]} | {'containers':[{'name':'a','args':['3']}]}",
                "{'unheardOf':[{'a':1}]} | {'unheardOf':[{'b':2}]} | {'unheardOf':[{'b':2}]}",
                // orders
                "{'containers':[{'name':'a'},{'name':'b'}]} | {'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]} | {'containers':[{'name':'b'},{'name':'a'}]}",
                "{'containers':[{'name':'a'},{'name':'b'},{'name':'s'}]} | {'$setElementOrder/containers':[{'name':'b'},{'name':'c'},{'name':'a'}],'containers':[{'name':'c','image':'x'}]} | {'containers':[{'name':'b'},{'name':'c','image':'x'},{'name':'a'},{'name':'s'}]}",
                "{'containers':[{'name':'s'},{'name':'a'}]} | {'$setElementOrder/containers':[{'name':'a'},{'name':'b'}],'containers':[{'name':'b'}]} | {'containers':[{'name':'s'},{'name':'a'},{'name':'b'}]}",
                "{} | {'$setElementOrder/containers':[{'name':'b'},{'name':'a'}],'containers':[{'name':'b'},{'name':'a'}]} | {'containers':[{'name':'b'},{'name':'a'}]}",
                "{'containers':[{'name':'a'},{'name':'b'}]} | {'$setElementOrder/containers':[{'name':'b'}],'containers':[{'$patch':'delete','name':'a'},{'name':'b','image':'y'}]} | {'containers':[{'name':'b','image':'y'}]}",
                // keys to retain
                "{'volumes':[{'name':'v','emptyDir':{}}]} | {'volumes':[{'$retainKeys':['name','hostPath'],'name':'v','hostPath':{'path':'/x'}}]} | {'volumes':[{'name':'v','hostPath':{'path':'/x'}}]}",
                "{'securityContext':{'runAsUser':1,'fsGroup':2}} | {'securityContext':{'$retainKeys':['fsGroup']}} | {'securityContext':{'fsGroup':2}}",
                "{} | {'volumes':[{'$retainKeys':['name','hostPath'],'name':'v','hostPath':{'path':'/x'}}]} | {'volumes':[{'name':'v','hostPath':{'path':'/x'}}]}",
                // types that changed
                "{'nodeSelector':'odd'} | {'nodeSelector':{'a':'1'}} | {'nodeSelector':{'a':'1'}}",
                "{'containers':{}} | {'containers':[{'name':'a'}]} | {'containers':[{'name':'a'}]}"
            })
    void podSpecs(String document, String patch, String expected) {
        JsonNode before = json(document);
        assertThat(new StrategicMergePatch(json(patch), POD).apply(before))
                .hasToString(json(expected).toString());
        assertThat(before).isEqualTo(json(document));
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'finalizers':['a','b']} | {'finalizers':['b','c']} | {'finalizers':['a','b','c']}",
                "{'finalizers':['a','b']} | {'$deleteFromPrimitiveList/finalizers':['a']} | {'finalizers':['b']}",
                "{'finalizers':['a','b']} | {'$deleteFromPrimitiveList/finalizers':['a'],'finalizers':['c']} | {'finalizers':['c','b']}",
                "{} | {'$deleteFromPrimitiveList/finalizers':['a']} | {}",
                "{'finalizers':['a','b']} | {'$setElementOrder/finalizers':['b','a']} | {'finalizers':['b','a']}",
                "{'finalizers':['a','b']} | {'finalizers':null} | {}",
                "{'ownerReferences':[{'uid':'1','name':'x'}]} | {'ownerReferences':[{'uid':'1','controller':true}]} | {'ownerReferences':[{'uid':'1','name':'x','controller':true}]}",
                "{'ownerReferences':[{'uid':'1'},{'uid':'2'}]} | {'ownerReferences':[{'$patch':'delete','uid':'1'}]} | {'ownerReferences':[{'uid':'2'}]}",
                "{'labels':{'a':'b'}} | {'labels':{'c':'d'}} | {'labels':{'a':'b','c':'d'}}"
            })
    void metadata(String document, String patch, String expected) {
        assertThat(new StrategicMergePatch(json(patch), META).apply(json(document)))
                .isEqualTo(json(expected));
    }

    @Test
    void aDeploymentsStrategyIsReplacedByTypeWithRetainKeys() {
        JsonNode before = json("{'spec':{'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1}}}}");
        JsonNode patch = json("{'spec':{'strategy':{'$retainKeys':['type'],'type':'Recreate'}}}");
        assertThat(new StrategicMergePatch(patch, schema("apps", "Deployment")).apply(before))
                .isEqualTo(json("{'spec':{'strategy':{'type':'Recreate'}}}"));
    }

    @Test
    void aServicesPortsAreMergedByPort() {
        JsonNode before = json("{'spec':{'ports':[{'port':80,'nodePort':30080,'name':'web'}]}}");
        JsonNode patch = json("{'spec':{'ports':[{'port':80,'targetPort':8080},{'port':443,'name':'tls'}]}}");
        assertThat(new StrategicMergePatch(patch, schema("", "Service")).apply(before))
                .isEqualTo(
                        json(
                                "{'spec':{'ports':[{'port':80,'nodePort':30080,'name':'web','targetPort':8080},{'port':443,'name':'tls'}]}}"));
    }

    @ParameterizedTest(name = "{1}: {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | {'$patch':'frob'} | MALFORMED | $patch",
                "{'nodeSelector':{}} | {'nodeSelector':{'$patch':7}} | MALFORMED | nodeSelector.$patch",
                "{'containers':[{'name':'a'}]} | {'containers':[{'image':'x'}]} | NOT_APPLICABLE | containers[0]",
                "{'containers':[{'name':'a'}]} | {'containers':[{'name':'a'},{'$patch':'delete'}]} | NOT_APPLICABLE | containers[1]",
                "{'containers':[{'name':'a'}]} | {'containers':['a']} | NOT_APPLICABLE | containers[0]",
                "{'containers':[{'name':'a'}]} | {'containers':[{'$patch':'x','name':'a'}]} | MALFORMED | containers[0].$patch",
                "{'securityContext':{}} | {'securityContext':{'$retainKeys':['a'],'fsGroup':1}} | MALFORMED | securityContext.fsGroup",
                "{'securityContext':{}} | {'securityContext':{'$retainKeys':'a'}} | MALFORMED | securityContext.$retainKeys",
                "{} | {'$setElementOrder/containers':5} | MALFORMED | $setElementOrder/containers",
                "{'containers':[]} | {'$setElementOrder/containers':[{'name':'a'}],'containers':[{'name':'b'}]} | MALFORMED | containers",
                "{'containers':[]} | {'$setElementOrder/containers':[{'name':'a'},{'name':'b'}],'containers':[{'name':'b'},{'name':'a'}]} | MALFORMED | containers",
                "{'x':['a']} | {'$deleteFromPrimitiveList/x':'a'} | MALFORMED | x"
            })
    void faultsNameThePartOfThePatch(String document, String patch, Fault fault, String part) {
        assertThatThrownBy(() -> new StrategicMergePatch(json(patch), POD).apply(json(document)))
                .isInstanceOfSatisfying(PatchException.class, e -> {
                    assertThat(e.fault()).isEqualTo(fault);
                    assertThat(e.part()).isEqualTo(part);
                });
    }

    @Test
    void aPatchThatIsNoObjectIsMalformed() {
        assertThatThrownBy(() -> new StrategicMergePatch(json("[]"), POD)).isInstanceOf(PatchException.class);
    }

    @Test
    void mergingAListTwiceChangesNothingMoreAndEveryElementOfThePatchIsThereInItsOrder() {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            JsonNode document = containers(random);
            ObjectNode patch = containers(random);
            StrategicMergePatch strategic = new StrategicMergePatch(patch, POD);
            JsonNode once = strategic.apply(document);
            assertThat(strategic.apply(once)).isEqualTo(once);
            List<String> wanted = names(patch);
            List<String> found = names(once);
            assertThat(found.containsAll(names(document))).isTrue();
            assertThat(found.stream().filter(wanted::contains).toList()).isEqualTo(wanted);
        }
    }

    private static ObjectNode containers(Random random) {
        ObjectNode spec = Json.object();
        ArrayNode list = spec.putArray("containers");
        random.ints(0, 8).distinct().limit(random.nextInt(6)).forEach(n -> list.addObject()
                .put("name", "c" + n)
                .put("image", "i" + random.nextInt(3)));
        return spec;
    }

    private static List<String> names(JsonNode spec) {
        return spec.path("containers")
                .valueStream()
                .map(c -> c.get("name").stringValue())
                .toList();
    }
}
