/**
 * Requests for certificates: those of nodes for their own client certificate are approved, approved ones are signed with the
 * cluster's authority by the rules of Kubernetes' signers, and old ones are cleared away.
 */
package org.nakhoda.controllers.certificates;
