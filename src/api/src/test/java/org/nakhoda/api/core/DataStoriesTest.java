package org.nakhoda.api.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.api.catalogue.Story.json;

import org.junit.jupiter.api.Test;
import org.nakhoda.api.catalogue.Story;
import tools.jackson.databind.node.ObjectNode;

class DataStoriesTest {
    private static final Story SECRETS = Story.of("", "v1", "Secret");
    private static final Story CONFIG_MAPS = Story.of("", "v1", "ConfigMap");

    @Test
    void aSecretsPlainTextIsEncodedAndWinsOverData() {
        ObjectNode secret = SECRETS.created("{'data':{'a':'eA=='},'stringData':{'a':'hello'}}");
        assertThat(secret.get("data")).isEqualTo(json("{'a':'aGVsbG8='}"));
        assertThat(secret.has("stringData")).isFalse();
        assertThat(secret.get("type").asString()).isEqualTo("Opaque");
    }

    @Test
    void typesDemandTheirKeys() {
        assertThat(SECRETS.faults(
                        "{'metadata':{'name':'s','namespace':'d'},'type':'kubernetes.io/tls','data':{'tls.crt':''}}"))
                .containsExactly("data[tls.key]: Required value");
    }

    @Test
    void aFrozenConfigMapStaysAsItIs() {
        ObjectNode old =
                CONFIG_MAPS.created("{'metadata':{'name':'c','namespace':'d'},'immutable':true,'data':{'a':'1'}}");
        ObjectNode update = old.deepCopy();
        update.withObject("/data").put("a", "2");
        assertThat(CONFIG_MAPS.updateFaults(update, old))
                .containsExactly("data: Forbidden: field is immutable when `immutable` is set");
    }

    @Test
    void keysMustBeFileNamesAndTheWholeAtMostAMebibyte() {
        assertThat(CONFIG_MAPS.faults(
                        "{'metadata':{'name':'c','namespace':'d'},'data':{'a/b':'','..x':'','good.txt':''}}"))
                .hasSize(2);
        assertThat(CONFIG_MAPS.faults(
                        "{'metadata':{'name':'c','namespace':'d'},'data':{'a':'" + "x".repeat(1024 * 1024 + 1) + "'}}"))
                .hasSize(1);
    }

    @Test
    void aNamespaceIsActiveAndHeldByItsFinalizer() {
        ObjectNode namespace = Story.of("", "v1", "Namespace").created("{'metadata':{'name':'team'}}");
        assertThat(namespace)
                .isEqualTo(json("{'metadata':{'name':'team','labels':{'kubernetes.io/metadata.name':'team'}},"
                        + "'status':{'phase':'Active'},'spec':{'finalizers':['kubernetes']}}"));
    }

    @Test
    void aBindingsRoleStays() {
        Story bindings = Story.of("rbac.authorization.k8s.io", "v1", "RoleBinding");
        String text = "{'metadata':{'name':'b:x','namespace':'d'},'roleRef':{'kind':'Role','name':'r'},'subjects':"
                + "[{'kind':'User','name':'jane'}]}";
        assertThat(bindings.faults(text)).isEmpty();
        ObjectNode old = bindings.created(text);
        ObjectNode update = old.deepCopy();
        update.withObject("/roleRef").put("name", "other");
        assertThat(bindings.updateFaults(update, old)).hasSize(1);
    }
}
