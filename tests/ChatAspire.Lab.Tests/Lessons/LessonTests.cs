using System.Text.RegularExpressions;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Lessons;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Tests.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Tests.Lessons;

/// <summary>Lessons compared with the chapter, and their texts with the lessons.</summary>
public sealed partial class LessonTests
{
    private static readonly LabSpec Spec = LabSpec.Load(Path.Combine(AppContext.BaseDirectory, "lab.json"));

    public static TheoryData<string, string> Texts =>
        [.. from section in LessonBook.Sections from words in LessonWords.All select (section, words.Language)];

    public static TheoryData<string> Sections => [.. LessonBook.Sections];

    [Fact]
    public void Lessons_contain_every_command_of_the_chapter_once_and_in_order()
    {
        var chapter = Chapter.Commands();
        Assert.True(chapter.Count > 80, $"{chapter.Count} commands read");
        Assert.Equal(LessonBook.Sections, chapter.Select(command => command.Section).Distinct());
        foreach (var place in Places())
        {
            var typed = LessonBook.Sections.SelectMany(section => LessonBook.Open(section, place).Items.SelectMany(item => item.Commands)
                .Where(command => command.InChapter).Select(command => (Section: section, command.Host, Command: command.Typed))).ToList();
            foreach (var host in Spec.Hosts)
            {
                Assert.Equal(chapter.Where(command => command.Host == host.Name), typed.Where(command => command.Host == host.Name));
            }

            Assert.Equal(chapter.Count, typed.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Every_item_has_texts_in_every_language(string section, string language)
    {
        var text = LessonText.Read(section, language);
        Assert.StartsWith(section, text.Title, StringComparison.Ordinal);
        Assert.NotEmpty(text.Introduction);
        var lessons = Places().Select(place => LessonBook.Open(section, place)).ToList();
        Assert.Equal(lessons.SelectMany(lesson => lesson.Items).Select(item => item.Key).ToHashSet(), text.Items.Keys.ToHashSet());
        foreach (var item in lessons[0].Items)
        {
            var itemText = text.Items[item.Key];
            Assert.NotEmpty(itemText.Title);
            Assert.NotEmpty(itemText.Purpose);
            Assert.NotEmpty(itemText.Notice);
            Assert.Equal(language == "ja", Japanese().IsMatch(itemText.Purpose) && Japanese().IsMatch(itemText.Notice));
        }
    }

    /// <summary>The introduction explains the differences if only the lesson's own names differ from the chapter's.</summary>
    [Theory]
    [MemberData(nameof(Texts))]
    public void Texts_explain_why_another_command_than_the_chapter_s_runs(string section, string language)
    {
        var text = LessonText.Read(section, language);
        var unexplained = Places().Select(place => LessonBook.Open(section, place)).SelectMany(lesson => lesson.Items)
            .Where(item =>
                text.Items[item.Key].Difference.Length == 0 && item.Commands.Any(command => Plain(command.Typed) != Plain(command.Run)));

        Assert.Empty(unexplained.Select(item => item.Key));

        static string Plain(string command) => OwnNames().Replace(command, "").Replace("<api>", "172.17.0.3", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void Placeholders_are_captured_before_they_are_used(string section)
    {
        foreach (var place in Places())
        {
            var known = place.Values.Keys.ToHashSet();
            foreach (var item in LessonBook.Open(section, place).Items)
            {
                foreach (var command in item.Commands)
                {
                    var needed = Placeholder().Matches(command.Typed + command.Run).Select(match => match.Groups[1].Value);
                    Assert.Subset(known, needed.ToHashSet());
                    // A listener's output is read after the output of the others.
                    known.UnionWith(command.Captures.Keys);
                }
            }
        }
    }

    /// <summary>Each of these would end a lesson midway, or make its reader change the lab.</summary>
    [Theory]
    [InlineData("3-5", "overlay.device", "\"vxlan1\"", "lab.json: $.overlay.device: lesson 3-5 also creates a device vxlan1.")]
    [InlineData("3-5", "overlay.network", "\"vxlan-net1\"",
        "lab.json: $.overlay.network: lesson 3-5 also creates a network or device vxlan-net1.")]
    [InlineData("3-5", "overlay.deviceSubnet", "\"172.101.0.0/24\"",
        "lab.json: $.overlay.deviceSubnet: 172.101.0.0/24 overlaps 172.101.0.0/16, which lesson 3-5 uses.")]
    [InlineData("3-5", "overlay.deviceSubnet", "\"172.28.0.0/15\"",
        "lab.json: $.overlay.deviceSubnet: 172.28.0.0/15 overlaps 172.28.0.0/16, which lesson 3-5 uses.")]
    [InlineData("3-5", "overlay.vni", "20", "lab.json: $.overlay.vni: lesson 3-5 also creates a device with VNI 20.")]
    [InlineData("3-5", "chat.1.name", "\"test-b\"", "lab.json: $.chat[1].name: lesson 3-5 also creates a container test-b.")]
    [InlineData("3-3", "images.test", "\"test-image:latest\"",
        "lab.json: $.images.test: lesson 3-3 also creates an image test-image.")]
    [InlineData("3-4", "chat.0.publish", "5080", "lab.json: $.chat[0].publish: lesson 3-4 publishes 5080 on host-a as well.")]
    [InlineData("3-4", "chat.1.publish", "5080", null)] // the lesson publishes nothing on host B
    public void Rejects_a_lab_that_uses_what_the_lesson_creates(string section, string path, string value, string? error)
    {
        var place = Places().First() with { Spec = LabSpecTests.With(path, value) };

        Assert.Equal(error, Record.Exception(() => LessonBook.Open(section, place))?.Message);
    }

    [Fact]
    public void Rejects_hosts_whose_addresses_are_in_the_lesson_s_subnet()
    {
        var place = Places().First();

        var failure = Assert.Throws<UserErrorException>(() =>
            LessonBook.Open("3-5", place with { B = place.B with { Underlay = "172.28.3.4" } }));

        Assert.StartsWith(
            "host-b: its own address 172.28.3.4 is in 172.28.0.0/16, which lesson 3-5 uses", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The message is posted on a host whose traffic to Redis crosses the tunnel.</summary>
    [Theory]
    [InlineData("host-a", "host-b", "enp2")]
    [InlineData("host-b", "host-a", "enp1")]
    [InlineData("host-c", "host-b", "enp2")]
    public void Lesson_3_6_adapts_to_the_host_of_Redis(string redis, string posts, string nic)
    {
        var spec = Spec with { Hosts = [.. Spec.Hosts, new HostSpec("host-c", "172.18.0.3")], Redis = Spec.Redis with { Host = redis } };
        var (a, b) = (Facts(0, "10.77.0.11", "enp1"), Facts(1, "10.77.0.12", "enp2"));
        var c = new HostFacts(spec.Hosts[2], "10.77.0.13", "enp3", 1500, new Dictionary<int, Uri>());
        var items = LessonBook.Open(
            "3-6", new(spec, a, b, OnAws: false, KernelLog: false, new LabPlan(spec, LabSecrets.Create()).Containers([a, b, c])))
            .Items.ToDictionary(item => item.Key);

        Assert.Equal(redis, Assert.Single(items["redis"].Commands).Host);
        Assert.All(items["tunnel"].Commands, command => Assert.Equal(posts, command.Host));
        Assert.Contains($"tcpdump -i {nic} ", items["tunnel"].Commands[0].Run, StringComparison.Ordinal);
    }

    /// <summary>On other ports tcpdump recognizes neither VXLAN nor Redis's protocol, so the listener would wait in vain.</summary>
    [Theory]
    [InlineData(4789, 6379, "-n 'udp port 4789 ", "-n 'udp port 4789 ")]
    [InlineData(4789, 7000, "-n 'udp port 4789 ", "-n -A 'udp port 4789 ")]
    [InlineData(8472, 6379, "-n -T vxlan 'udp port 8472 ", "-n -T vxlan -A 'udp port 8472 ")]
    public void Listeners_decode_the_tunnel_on_any_port(int port, int redis, string ping, string message)
    {
        var first = Places().First();
        var place = first with
        {
            Spec = Spec with
            {
                Overlay = Spec.Overlay with { Port = port },
                Redis = Spec.Redis with { Port = redis }
            }
        };

        Assert.Contains(ping, Listener("3-5", "ping"), StringComparison.Ordinal);
        Assert.Contains(message, Listener("3-6", "tunnel"), StringComparison.Ordinal);

        string Listener(string section, string item) =>
            LessonBook.Open(section, place).Items.Single(one => one.Key == item).Commands[0].Run;
    }

    [Fact]
    public void Parses_titles_purposes_reasons_and_notices()
    {
        var text = LessonText.Parse(
            "# 3-9 Title\n\nOne.\n\nTwo.\n\n## key A title\nWhat for,\nstill.\n≠ Why → not.\n→ Notice\n\n"
            + "this ≠ that.\n\n## other B\nP\n→ N\n");

        Assert.Equal(("3-9 Title", "One.\n\nTwo."), (text.Title, text.Introduction));
        Assert.Equal(new ItemText("A title", "What for,\nstill.", "Why → not.", "Notice\n\nthis ≠ that."), text.Items["key"]);
        Assert.Equal(new ItemText("B", "P", "", "N"), text.Items["other"]);
    }

    /// <summary>The project's lab.json on hosts that are containers.</summary>
    internal static LessonPlace DefaultPlace => Places().First();

    /// <summary>A lab on this machine, one on EC2 instances, and one with another test image.</summary>
    private static IEnumerable<LessonPlace> Places()
    {
        var (a, b) = (Facts(0, "10.77.0.11", "eth0"), Facts(1, "10.77.0.12", "eth0"));
        var containers = new LabPlan(Spec, LabSecrets.Create()).Containers([a, b]);
        yield return new(Spec, a, b, OnAws: false, KernelLog: false, containers);
        yield return new(Spec, a with { Nic = "enX0" }, b with { Nic = "enX0" }, OnAws: true, KernelLog: true, containers);
        yield return new(
            Spec with { Images = Spec.Images with { Test = "registry.test/own" } }, a, b, OnAws: false, KernelLog: true, containers);
    }

    private static HostFacts Facts(int host, string address, string nic) =>
        new(Spec.Hosts[host], address, nic, 1500, new Dictionary<int, Uri>());

    [GeneratedRegex(@"<(\w+)>")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"[\p{IsHiragana}\p{IsKatakana}]")]
    private static partial Regex Japanese();

    // The names in the table of the introduction of 3-5, and the image in place of the chapter's Alpine.
    [GeneratedRegex(
        @"(?<=vxlan)[01]|(?<=vxlan-net)1?|(?<=id )[12]0|(?<=172\.)[12]8|(?<=172\.)10[01]|en?[tX]h?0|alpine(:latest)?|registry\.test/own")]
    private static partial Regex OwnNames();
}
