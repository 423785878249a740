/** Pod Security Standards: what pods of a namespace may ask of their nodes, by the labels of the namespace. */
package org.nakhoda.apiserver.admission.podsecurity;
