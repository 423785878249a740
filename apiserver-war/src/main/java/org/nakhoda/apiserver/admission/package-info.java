/** Steps that change or refuse a write after it is authorized and before it is stored. One class a step. */
package org.nakhoda.apiserver.admission;
