/** Roles and bindings: the rbac.authorization.k8s.io group. */
package org.nakhoda.api.rbac;
