/** Who asks for certificates, who may approve them and who may sign them. One admission plugin of Kubernetes a class. */
package org.nakhoda.apiserver.admission.certificate;
