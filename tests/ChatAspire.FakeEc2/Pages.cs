using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace ChatAspire.FakeEc2;

/// <summary>Pagination: at most MaxResults items, and an opaque NextToken while there are more.</summary>
internal static class Pages
{
    /// <param name="pageSize">The server's own limit; EC2 may always return fewer items than requested.</param>
    public static (IReadOnlyList<T> Page, XElement? NextToken) Page<T>(this IEnumerable<T> items, QueryRequest request, int pageSize)
    {
        var all = items.ToList();
        var from = request["NextToken"] is { } token ? Decode(token) : 0;
        var size = Math.Min(pageSize, request.Number("MaxResults") ?? int.MaxValue);
        var next = from + Math.Min(size, all.Count - from);
        return ([.. all.Skip(from).Take(size)], next < all.Count ? Ec2Xml.E("nextToken", Encode(next)) : null);
    }

    private static string Encode(int from) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"page-from-{from}")));

    private static int Decode(string token)
    {
        try
        {
            return int.Parse(Encoding.ASCII.GetString(Convert.FromBase64String(token)).Split('-')[^1], CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
            throw Ec2Exception.Invalid("InvalidParameterValue", "Unable to parse pagination token");
        }
    }
}
