package org.nakhoda.apiserver.cel;

/** All functions that Kubernetes adds to the language for custom resources. */
final class KubernetesFunctions {
    private KubernetesFunctions() {}

    static FunctionLibrary all() {
        FunctionLibrary library = new FunctionLibrary();
        ListFunctions.addTo(library);
        SortBy.addTo(library);
        TextFunctions.addTo(library);
        UrlFunctions.addTo(library);
        AddressFunctions.addTo(library);
        QuantityFunctions.addTo(library);
        FormatFunctions.addTo(library);
        VersionFunctions.addTo(library);
        return library;
    }
}
