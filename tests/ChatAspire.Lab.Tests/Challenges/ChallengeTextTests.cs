using System.Text.RegularExpressions;
using ChatAspire.Lab.Challenges;

namespace ChatAspire.Lab.Tests.Challenges;

/// <summary>The texts of challenges: complete, in step, and silent about the cause.</summary>
public sealed partial class ChallengeTextTests
{
    /// <summary>Words that would name the cause in a title or a story. Names of challenges must not contain them either.</summary>
    private static readonly Dictionary<string, string[]> Causes = new()
    {
        ["night-shift"] = ["vxlan", "device", "down", "ダウン", "デバイス"],
        ["two-islands"] = ["bridge", "port", "ブリッジ", "ポート"],
        ["missing-parcel"] = ["firewall", "iptables", "rule", "drop", "INPUT", "4789", "ファイアウォール", "ルール"],
        ["lights-out"] = ["stopped", "container", "docker", "コンテナ", "止ま"],
        ["silent-library"] = ["paus", "一時停止"],
        ["one-way-street"] = ["route", "gateway", "経路", "ゲートウェイ"],
        ["closed-shop"] = ["DOCKER-USER", "iptables", "rule", "firewall", "drop", "ルール", "ファイアウォール"],
        ["watchman"] = ["icmp", "sysctl", "ping", "echo", "設定"],
        ["parallel-worlds"] = ["VNI", "vxlan", "number", "番号"],
        ["new-cabling"] = ["port", "4789", "vxlan", "ポート"],
        ["short-letters"] = ["MTU", "veth", "bytes", "バイト"],
        ["old-friend"] = ["neigh", "arp", "MAC", "permanent", "近隣", "固定"],
        ["full-shelf"] = ["maxmemory", "memory", "メモリ"],
        ["spring-cleaning"] = ["password", "requirepass", "パスワード"],
        ["private-party"] = ["bind", "127.0.0.1", "loopback", "ループバック"],
        ["homebody"] = ["masquerade", "nat", "iptables", "変換"],
        ["long-lunch"] = ["SIGSTOP", "process", "signal", "プロセス"],
        ["return-ticket"] = ["blackhole", "route", "経路"],
        ["moved-house"] = ["DNAT", "iptables", "rule", "変換", "ルール"],
        ["second-opinion"] = ["nft", "table", "テーブル"],
        ["basement"] = ["legacy"],
        ["undertow"] = ["nft", "table", "hook", "テーブル", "フック"],
        ["thursday-rain"] = ["duplicate", "address", "bridge", "アドレス", "ブリッジ"],
        ["detour"] = ["policy", "ip rule", "table 99", "ポリシー", "テーブル"],
        ["silent-stairs"] = ["qdisc", "tc ", "queue", "キュー"],
        ["cold-shoulder"] = ["isolat", "port", "ポート"],
    };

    [Theory]
    [MemberData(nameof(ChallengeSamples.Texts), MemberType = typeof(ChallengeSamples))]
    public void Every_challenge_has_texts_in_every_language(string name, string language)
    {
        var text = ChallengeSamples.Text(name, language);

        Assert.NotEmpty(text.Title);
        Assert.NotEmpty(text.Story);
        Assert.Equal(3, text.Hints.Count);
        Assert.All([text.Title, text.Story, text.Solution, .. text.Hints.Take(2)], part =>
            Assert.Equal(language == "ja", Japanese().IsMatch(part)));
    }

    [Theory]
    [MemberData(nameof(ChallengeSamples.Texts), MemberType = typeof(ChallengeSamples))]
    public void Every_placeholder_has_a_value(string name, string language)
    {
        var text = ChallengeSamples.Text(name, language);

        Assert.All([text.Title, text.Story, text.Solution, .. text.Hints], part => Assert.DoesNotMatch("<[a-z-]+>", part));
    }

    [Theory]
    [MemberData(nameof(ChallengeSamples.Texts), MemberType = typeof(ChallengeSamples))]
    public void Name_title_and_story_do_not_name_the_cause(string name, string language)
    {
        foreach (var seed in Enumerable.Range(1, 10))
        {
            var (text, fault) = (ChallengeSamples.Text(name, language, seed), ChallengeSamples.Case(name, seed).Fault);
            var told = $"{name}\n{text.Title}\n{text.Story}";

            Assert.All(Causes[name], cause => Assert.DoesNotMatch($@"(?i){Boundary(cause)}{Regex.Escape(cause)}", told));
            Assert.DoesNotContain(fault.Name, told, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>The last hint may name everything; the first must not.</summary>
    [Theory]
    [MemberData(nameof(ChallengeSamples.Texts), MemberType = typeof(ChallengeSamples))]
    public void The_first_hint_does_not_contain_the_cure(string name, string language)
    {
        var text = ChallengeSamples.Text(name, language);
        var cures = Cure().Matches(text.Solution).Select(match => match.Value);

        Assert.All(cures, cure => Assert.DoesNotContain(cure, text.Hints[0], StringComparison.Ordinal));
    }

    [Fact]
    public void Every_language_has_the_same_fixed_texts() =>
        Assert.Equal(ChallengeWords.In("en").Keys.Order(), ChallengeWords.In("ja").Keys.Order());

    [Fact]
    public void Parses_title_story_hints_and_solution()
    {
        var text = ChallengeText.Parse("# A title\n\nOne.\n\nTwo.\n\n## hint\nVague\n\n## hint\nClear\n\n## solution\nCause.\n\ncure\n");

        Assert.Equal(("A title", "One.\n\nTwo.", "Cause.\n\ncure"), (text.Title, text.Story, text.Solution));
        Assert.Equal(["Vague", "Clear"], text.Hints);
    }

    /// <summary>A short word counts at the beginning of a word only: "port" is no part of "report".</summary>
    private static string Boundary(string cause) => char.IsAsciiLetterOrDigit(cause[0]) ? @"\b" : "";

    [GeneratedRegex(@"[぀-ヿ㐀-鿿]")]
    private static partial Regex Japanese();

    [GeneratedRegex(
        "(ip|iptables|iptables-legacy|nft|docker|bridge|tc|kill) "
        + @"(-|link set|route|neigh|rule|address|start|unpause|delete|qdisc)[^;\n']+")]
    private static partial Regex Cure();
}
