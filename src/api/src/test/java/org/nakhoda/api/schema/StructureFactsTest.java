package org.nakhoda.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StructureFactsTest {
    @Test
    void everyFactIsAboutATypeOrAFieldThatExists() {
        List<String> unknown = StructureFacts.all()
                .filter(name -> BuiltinSchemas.find(name).isEmpty())
                .filter(name -> {
                    int dot = name.lastIndexOf('.');
                    return BuiltinSchemas.find(name.substring(0, dot))
                            .map(type -> !type.properties().containsKey(name.substring(dot + 1)))
                            .orElse(true);
                })
                .toList();

        assertThat(unknown).isEmpty();
    }

    @Test
    void anAtomicTypeIsAtomicWhereverItIsAFieldAndAnAtomicMapOnlyThere() {
        Schema service = BuiltinSchemas.of("io.k8s.api.core.v1.ServiceSpec");
        Schema deployment = BuiltinSchemas.of("io.k8s.api.apps.v1.DeploymentSpec");

        assertThat(deployment.properties().get("selector").mapType()).isEqualTo("atomic");
        assertThat(deployment.properties().get("template").mapType()).isNull();
        assertThat(service.properties().get("selector").mapType()).isEqualTo("atomic");
        assertThat(service.properties()
                        .get("ports")
                        .items()
                        .properties()
                        .get("protocol")
                        .defaultValue()
                        .asString())
                .isEqualTo("TCP");
    }
}
