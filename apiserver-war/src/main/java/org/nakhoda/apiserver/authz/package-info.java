/** What a caller may do: RBAC, default deny. */
package org.nakhoda.apiserver.authz;
