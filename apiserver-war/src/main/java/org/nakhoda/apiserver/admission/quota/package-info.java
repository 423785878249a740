/** ResourceQuota: what a namespace uses in all is counted in its quotas before a write that uses more of it is done. */
package org.nakhoda.apiserver.admission.quota;
