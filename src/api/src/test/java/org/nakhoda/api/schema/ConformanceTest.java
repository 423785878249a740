package org.nakhoda.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.node.ObjectNode;

class ConformanceTest {
    private static final Schema POD = BuiltinSchemas.of("io.k8s.api.core.v1.Pod");
    private static final Schema SECRET = BuiltinSchemas.of("io.k8s.api.core.v1.Secret");

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.parse(text.replace('\'', '"'));
    }

    @Test
    void unknownFieldsAreRemovedAndNamedByTheirPath() {
        ObjectNode pod = json("{'spec':{'foo':1,'containers':[{'name':'a','bar':{}},{'name':'b'}]}}");
        Conformance conformance = Conformance.check(POD, pod);
        assertThat(conformance.readable()).isTrue();
        assertThat(conformance.unknownFieldsMessage())
                .isEqualTo("unknown field \"spec.foo\", unknown field \"spec.containers[0].bar\"");
        assertThat(pod).isEqualTo(json("{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}"));
    }

    @Test
    void wrongTypesAreFaultsThatSayWhereAndWhatWasExpected() {
        ObjectNode pod = json("{'metadata':{'labels':{'a':1}},'spec':{'hostNetwork':'yes','containers':{},"
                + "'terminationGracePeriodSeconds':1.5}}");
        assertThat(Conformance.check(POD, pod).faults())
                .extracting(Conformance.Fault::toString)
                .containsExactlyInAnyOrder(
                        "metadata.labels.a: expected a string, found 1",
                        "spec.hostNetwork: expected a boolean, found \"yes\"",
                        "spec.containers: expected a list, found an object",
                        "spec.terminationGracePeriodSeconds: expected a 64-bit integer, found 1.5");
    }

    @Test
    void numbersMustFitTheirWidth() {
        ObjectNode pod = json("{'spec':{'priority':2147483648,'activeDeadlineSeconds':2147483648}}");
        assertThat(Conformance.check(POD, pod).faults())
                .extracting(Conformance.Fault::field)
                .containsExactly("spec.priority");
    }

    @Test
    void nullsCountAsAbsentAndAsEmptyValuesWithinMaps() {
        ObjectNode pod = json("{'metadata':{'creationTimestamp':null,'labels':{'a':null}},'status':null}");
        assertThat(Conformance.check(POD, pod).readable()).isTrue();
        assertThat(pod).isEqualTo(json("{'metadata':{'labels':{'a':''}}}"));
    }

    @Test
    void amountsTakeTheirCanonicalNotation() {
        ObjectNode pod = json("{'spec':{'containers':[{'name':'a','resources':{'limits':{'cpu':0.5,'memory':'1024Mi'},"
                + "'requests':{'cpu':2}}}]}}");
        assertThat(Conformance.check(POD, pod).readable()).isTrue();
        assertThat(pod.at("/spec/containers/0/resources"))
                .isEqualTo(json("{'limits':{'cpu':'500m','memory':'1Gi'},'requests':{'cpu':'2'}}"));
    }

    @Test
    void whatIsNoAmountNoTimeOrNoBase64IsRefused() {
        assertThat(Conformance.check(POD, json("{'spec':{'containers':[{'resources':{'limits':{'cpu':'much'}}}]}}"))
                        .faults())
                .singleElement()
                .extracting(Conformance.Fault::field)
                .isEqualTo("spec.containers[0].resources.limits.cpu");
        assertThat(Conformance.check(POD, json("{'status':{'startTime':'yesterday'}}"))
                        .readable())
                .isFalse();
        assertThat(Conformance.check(SECRET, json("{'data':{'a':'not base64!'}}"))
                        .readable())
                .isFalse();
        assertThat(Conformance.check(SECRET, json("{'data':{'a':'aGVsbG8='}}")).readable())
                .isTrue();
    }

    @Test
    void recursiveAndFreeFormSchemasAreWalked() {
        Schema revision = BuiltinSchemas.of("io.k8s.api.apps.v1.ControllerRevision");
        ObjectNode object = json("{'data':{'anything':[1,{'goes':true}]},'revision':3}");
        assertThat(Conformance.check(revision, object))
                .isEqualTo(new Conformance(java.util.List.of(), java.util.List.of()));
    }
}
