package org.nakhoda.api.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldSelectorTest {
    private static final Map<String, String> POD =
            Map.of("metadata.name", "web", "status.phase", "Running", "odd", "a,b=c\\d");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | true",
                "metadata.name=web | true",
                "metadata.name==web | true",
                "metadata.name!=web | false",
                "metadata.name=web,status.phase!=Pending | true",
                "metadata.name=web,status.phase=Pending | false",
                "spec.nodeName= | true",
                "spec.nodeName!= | false",
                "odd=a\\,b\\=c\\\\d | true",
                ",metadata.name=web, | true"
            })
    void everyTermMustHold(String text, boolean matches) {
        FieldSelector selector = FieldSelector.parse(text);
        assertThat(selector.matches(POD::get)).isEqualTo(matches);
        assertThat(FieldSelector.parse(selector.toString())).isEqualTo(selector);
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "a=b,c", "a=b\\", "a=\\x", "a=b=c"})
    void faultyTextsAreRefused(String text) {
        assertThatThrownBy(() -> FieldSelector.parse(text)).isInstanceOf(InvalidSelectorException.class);
    }

    @Test
    void tellsWhichValueAFieldMustHave() {
        FieldSelector selector = FieldSelector.parse("spec.nodeName=n1,status.phase!=Failed");
        assertThat(selector.required("spec.nodeName")).contains("n1");
        assertThat(selector.required("status.phase")).isEmpty();
    }
}
