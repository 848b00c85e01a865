using System.Globalization;
using System.Xml.Linq;

namespace ChatAspire.FakeEc2;

/// <summary>Builds the XML of EC2's responses.</summary>
internal static class Ec2Xml
{
    private static readonly XNamespace Ns = "http://ec2.amazonaws.com/doc/2016-11-15/";

    public static XElement E(string name, params object?[] content) => new(Ns + name, content.Select(Text));

    /// <summary>A list: <c>&lt;name&gt;&lt;item&gt;…&lt;/item&gt;…&lt;/name&gt;</c>.</summary>
    public static XElement Set<T>(string name, IEnumerable<T> items, Func<T, object?[]> content) =>
        E(name, [.. items.Select(i => E("item", content(i)))]);

    public static XElement Tags(IReadOnlyDictionary<string, string> tags) =>
        Set("tagSet", tags, t => [E("key", t.Key), E("value", t.Value)]);

    public static string Error(string requestId, Ec2Exception error) => new XElement("Response",
        new XElement("Errors", new XElement("Error", new XElement("Code", error.Code), new XElement("Message", error.Message))),
        new XElement("RequestID", requestId)).ToString();

    private static object? Text(object? value) => value switch
    {
        bool b => b ? "true" : "false",
        DateTimeOffset t => t.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => value,
    };
}
