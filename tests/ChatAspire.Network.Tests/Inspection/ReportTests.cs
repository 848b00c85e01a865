using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using ChatAspire.Network.Drawing;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Inspection.Picture;
using ChatAspire.Network.Inspection.Report;

namespace ChatAspire.Network.Tests.Inspection;

/// <summary>The reports of an inspection: tables, JSON, pictures.</summary>
public class ReportTests
{
    private static readonly HostNetwork[] Lab = [Fixture.Host(Fixture.HostA), Fixture.Host(Fixture.HostB)];

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Tables_match_the_snapshot() => Snapshot.Matches(Tables(Lab), "inspect.txt");

    [Fact]
    public void JSON_matches_the_snapshot() => Snapshot.Matches(InspectionJson.Of("chatlab", [Lab[0]]) + "\n", "inspect.json");

    [Fact]
    public void Picture_matches_the_snapshot() => Snapshot.Matches(InspectionPicture.Svg(Lab), "map.svg");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)]
    public void Cards_of_hosts_fit_the_picture_and_do_not_overlap(int hosts)
    {
        var picture = XDocument.Parse(InspectionPicture.Svg(Many(hosts)));
        var cards = picture.Descendants(Svg + "rect").Where(rect => (string?)rect.Attribute("class") == "card").Select(Box).ToList();
        var page = Box(picture.Descendants(Svg + "rect").First());

        Assert.Equal(hosts, cards.Count);
        Assert.All(cards, card => Assert.True(card.X >= 0 && card.Y >= 0 && card.Right <= page.Right && card.Bottom <= page.Bottom));
        Assert.All(cards, card => Assert.Single(
            cards, other => other.X < card.Right && card.X < other.Right && other.Y < card.Bottom && card.Y < other.Bottom));
        Assert.All(Many(hosts), host => Assert.Contains(picture.Descendants(Svg + "text"), text => text.Value == host.Host));
    }

    [Fact]
    public void A_picture_is_self_contained_and_a_page_only_wraps_it()
    {
        var svg = InspectionPicture.Svg(Lab);

        Assert.DoesNotContain("href", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", PictureFile.ToHtml(svg, InspectionPicture.Title(Lab)), StringComparison.Ordinal);
        Assert.Contains(svg, PictureFile.ToHtml(svg, InspectionPicture.Title(Lab)), StringComparison.Ordinal);
    }

    /// <summary>Names from a host are shown as text, whatever they contain.</summary>
    [Theory]
    [InlineData("[red]x[/]")]
    [InlineData("<script>x</script>")]
    [InlineData("\u001b[31m\u0007")]
    public void Names_cannot_inject_markup(string name)
    {
        var containers = Lab[0].Containers.Select(container => container with { Name = name, Image = name });
        var host = Lab[0] with { Host = name, Containers = [.. containers] };

        var shown = string.Concat(name.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter));
        Assert.Contains(shown, Tables([host]), StringComparison.Ordinal);
        Assert.Contains(XDocument.Parse(InspectionPicture.Svg([host])).Descendants(Svg + "text"), text => text.Value == shown);
        var json = JsonDocument.Parse(InspectionJson.Of("chatlab", [host])).RootElement;
        Assert.Equal(name, json.GetProperty("hosts")[0].GetProperty("host").GetString());
    }

    [Fact]
    public void JSON_names_the_host_end_and_bridge_of_a_container_s_device()
    {
        var host = JsonDocument.Parse(InspectionJson.Of("chatlab", [Lab[0]])).RootElement.GetProperty("hosts")[0];
        var redis = Named(host.GetProperty("containers"), "redis");
        var eth0 = Named(redis.GetProperty("namespace").GetProperty("devices"), "eth0");

        Assert.Equal(("veth5a7fe27", "vxlan-net"), (eth0.GetProperty("hostEnd").GetString(), eth0.GetProperty("bridge").GetString()));

        static JsonElement Named(JsonElement array, string name) =>
            array.EnumerateArray().Single(element => element.GetProperty("name").GetString() == name);
    }

    [Theory]
    [InlineData("map.png", ".svg or a .html")]
    [InlineData("/proc/nowhere/map.svg", "cannot be written")]
    public void Rejects_an_unusable_picture_path_early(string path, string why) =>
        Assert.Contains(why, Assert.Throws<UserErrorException>(() => PictureFile.Open(path)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_unfinished_picture_leaves_the_existing_file()
    {
        var directory = Directory.CreateTempSubdirectory("chatlab-picture-").FullName;
        var path = Path.Combine(directory, "map.svg");
        File.WriteAllText(path, "before");

        PictureFile.Open(path).Dispose();
        Assert.Equal([path], Directory.GetFiles(directory));
        Assert.Equal("before", File.ReadAllText(path));

        using (var file = PictureFile.Open(path))
        {
            file.Write(InspectionPicture.Svg(Lab), InspectionPicture.Title(Lab));
        }

        Assert.Equal([path], Directory.GetFiles(directory));
        Assert.StartsWith("<svg", File.ReadAllText(path), StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }

    private static string Tables(IReadOnlyList<HostNetwork> maps)
    {
        using var text = new StringWriter { NewLine = "\n" };
        HostReport.Write(PlainConsole.To(text, 160), maps);
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd()));
    }

    private static List<HostNetwork> Many(int hosts) =>
        [.. Enumerable.Range(0, hosts).Select(i => Lab[i % 2] with { Host = $"host-{(char)('a' + i)}" })];

    private static (double X, double Y, double Right, double Bottom) Box(XElement rect)
    {
        return (Of("x"), Of("y"), Of("x") + Of("width"), Of("y") + Of("height"));

        double Of(string name) => double.Parse(rect.Attribute(name)?.Value ?? "0", CultureInfo.InvariantCulture);
    }
}
