package org.nakhoda.node.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageReferencesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "busybox,                         docker.io,      docker.io/library/busybox,      Always",
        "busybox:1.36,                    docker.io,      docker.io/library/busybox,      IfNotPresent",
        "team/app:latest,                 docker.io,      docker.io/team/app,             Always",
        "localhost/app,                   localhost,      localhost/app,                  Always",
        "reg.example.org:5000/a/b:v1,     reg.example.org:5000, reg.example.org:5000/a/b, IfNotPresent",
        "reg.example.org:5000/a/b,        reg.example.org:5000, reg.example.org:5000/a/b, Always",
        "app@sha256:0123,                 docker.io,      docker.io/library/app,          IfNotPresent",
    })
    void anImagesNameTellsItsRegistryAndItsDefaultPolicy(
            String image, String registry, String repository, String policy) {
        assertThat(ImageReferences.registry(image)).isEqualTo(registry);
        assertThat(ImageReferences.repository(image)).isEqualTo(repository);
        assertThat(ImageReferences.defaultPolicy(image)).isEqualTo(policy);
    }

    @ParameterizedTest(name = "credentials for {0} fit {1}: {2}")
    @CsvSource({
        "reg.example.org,             reg.example.org/a/b,  true",
        "reg.example.org/a,           reg.example.org/a/b,  true",
        "reg.example.org/a,           reg.example.org/ab,   false",
        "*.example.org,               reg.example.org/a,    true",
        "*.example.org,               example.org/a,        false",
        "https://index.docker.io/v1/, docker.io/library/a,  true",
        "other.org,                   reg.example.org/a,    false",
    })
    void credentialsAreForARegistryOrAPartOfIt(String key, String repository, boolean fit) {
        assertThat(PullSecrets.covers(key, repository)).isEqualTo(fit);
    }
}
