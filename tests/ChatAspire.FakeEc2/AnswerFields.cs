using System.Xml.Linq;

namespace ChatAspire.FakeEc2;

/// <summary>The fields of an answer, each named by the path to it: <c>reservationSet/instancesSet/instanceId</c>.</summary>
internal static class AnswerFields
{
    private const string ListItem = "item";

    /// <summary>Lists the fields that an answer has.</summary>
    public static IEnumerable<string> Of(XElement answer) => answer.Descendants()
        .Where(e => e.Name.LocalName is not (ListItem or "requestId")).Select(PathOf).Distinct();

    /// <summary>Removes a field everywhere in an answer.</summary>
    public static void Remove(XElement answer, string path) =>
        answer.Descendants().Where(e => e.Name.LocalName != ListItem && PathOf(e) == path).ToList().ForEach(e => e.Remove());

    private static string PathOf(XElement element) => string.Join(
        '/', element.AncestorsAndSelf().Select(e => e.Name.LocalName).Where(name => name != ListItem).Reverse().Skip(1));
}
