namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>A request that must be refused.</summary>
/// <param name="Kind">Its defect, in a few words.</param>
/// <param name="Bytes">The complete request as sent.</param>
/// <param name="Refusals">The status codes that refuse it; 0 allows the node to close the connection instead.</param>
internal sealed record BadRequest(string Kind, byte[] Bytes, params int[] Refusals)
{
    /// <summary>True for a request after which the connection is closed or in an undefined state.</summary>
    public bool EndsConnection => Refusals.Contains(0);
}
