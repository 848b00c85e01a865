using Amazon.EC2;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The steps for resources that all hosts share, which are free of charge: keys and a security group.</summary>
internal static class SharedResourceSteps
{
    /// <param name="place">The group's VPC, and the source range it allows.</param>
    public static IReadOnlyList<Step> For(Ec2Lab lab, LaunchTarget place) => [Kit(lab), KeyPair(lab), Group(lab, place)];

    private static Step Kit(Ec2Lab lab)
    {
        var save = new ApiCall("chatlab", ["keep-keys", lab.Directory.Path], _ =>
        {
            lab.SaveKit();
            return Task.FromResult("");
        });
        return new Step
        {
            Title = "the lab's keys are kept on this machine",
            Why = "Our key and the hosts' keys are made here and kept before AWS hears of them, "
                + "so that a run that was killed can be continued.",
            Probe = (_, _) => Task.FromResult(LaunchState.Load(lab.Directory) is not { } kept ? Finding.Missing("there are none yet")
                : kept.Holds(lab.Kit) ? Finding.Satisfied(lab.Directory.Path)
                : Finding.Drifted("a host's key is missing", save)),
            Apply = [save],
            Undo = [Forget(lab.Directory)],
        };
    }

    public static ApiCall Forget(LabDirectory directory) => new(
        "rm",
        ["-f", directory.File(LaunchState.FileName), directory.File(LaunchState.KeyFile)],
        _ =>
        {
            LaunchState.Delete(directory);
            return Task.FromResult("");
        });

    private static Step KeyPair(Ec2Lab lab)
    {
        var import = Ec2Call.Create("ImportKeyPair", async cancellation =>
        {
            try
            {
                var answer = await lab.Api.ImportKeyPairAsync(
                    Ec2Requests.ImportKey(lab.Id, lab.Id, lab.Kit.ClientKey.PublicKey), cancellation);
                lab.Inventory.Key = new()
                {
                    KeyName = answer.KeyName,
                    KeyPairId = answer.KeyPairId,
                    PublicKey = lab.Kit.ClientKey.PublicKey,
                    Tags = answer.Tags,
                };
            }
            catch (AmazonEC2Exception e) when (e.ErrorCode == "InvalidKeyPair.Duplicate")
            {
                // A killed run created it, and EC2 did not list it yet at the first look.
                await Ec2Retry.UntilShownAsync(
                    lab.Patience,
                    () => lab.Inventory.LookForKeyAsync(cancellation),
                    () => lab.Inventory.Key is { } key && lab.Inventory.IsOurs(key),
                    e,
                    cancellation);
            }
            return lab.Inventory.Key!.KeyPairId;
        }, "--key-name", lab.Id, "--public-key-material", lab.Kit.ClientKey.PublicKey);
        var delete = Ec2Call.Create("DeleteKeyPair", async cancellation =>
        {
            await lab.Api.DeleteKeyPairAsync(new() { KeyName = lab.Id }, cancellation);
            lab.Inventory.Key = null;
            return "";
        }, "--key-name", lab.Id);
        return new Step
        {
            Title = $"key pair {lab.Id} holds our public key",
            Why = "EC2 puts it into the hosts' authorized_keys, so that we, and nobody else, can log in. "
                + "The private half never leaves this machine.",
            Probe = (_, _) => Task.FromResult(lab.Inventory.Key is not { } key ? Finding.Missing("there is none yet")
                : !lab.Inventory.IsOurs(key)
                    ? Finding.Blocked($"a key pair '{lab.Id}' exists that this lab did not make", Ec2Errors.NameTaken)
                : key.PublicKey.Split(' ')[1] == lab.Kit.ClientKey.PublicKey.Split(' ')[1] ? Finding.Satisfied(key.KeyPairId)
                : Finding.Drifted("it holds the key of an earlier run", delete, import)),
            Apply = [import],
            Undo = [delete],
        };
    }

    private static Step Group(Ec2Lab lab, LaunchTarget place)
    {
        var create = Ec2Call.Create("CreateSecurityGroup", async cancellation =>
        {
            try
            {
                var answer = await lab.Api.CreateSecurityGroupAsync(
                    Ec2Requests.CreateGroup(lab.Id, lab.Id, place.Vpc.VpcId), cancellation);
                lab.Inventory.Group = new()
                {
                    GroupId = answer.GroupId,
                    GroupName = lab.Id,
                    VpcId = place.Vpc.VpcId,
                    Tags = answer.Tags,
                };
            }
            catch (AmazonEC2Exception e) when (e.ErrorCode == "InvalidGroup.Duplicate")
            {
                await Ec2Retry.UntilShownAsync(
                    lab.Patience,
                    () => lab.Inventory.LookForGroupAsync(cancellation),
                    () => lab.Inventory.Group is { } group && lab.Inventory.IsOurs(group),
                    e,
                    cancellation);
            }
            return lab.Inventory.Group!.GroupId;
        }, "--group-name", lab.Id, "--vpc-id", place.Vpc.VpcId);
        return new Step
        {
            Title = $"security group {lab.Id} lets in {place.Allow} (SSH, chat) and the hosts themselves (VXLAN, ping, lesson 3-4)",
            Section = "3-5",
            Why = "The chapter opens UDP 4789 between two machines. VXLAN has no authentication, "
                + "so only members of the group may send it; SSH and the chat are for you.",
            Probe = (_, _) => Task.FromResult(Probe(lab, place)),
            Apply = [create, Authorize(lab, place, "SECURITY_GROUP_ID")],
            Undo = [Ec2Call.Create("DeleteSecurityGroup", async cancellation =>
            {
                if (lab.Inventory.Group is { } group)
                {
                    await Ec2Retry.UntilReleasedAsync(
                        lab.Patience,
                        () => lab.Api.DeleteSecurityGroupAsync(new() { GroupId = group.GroupId }, cancellation),
                        cancellation);
                }

                lab.Inventory.Group = null;
                return "";
            }, "--group-id", lab.Inventory.Group?.GroupId ?? "SECURITY_GROUP_ID")],
        };
    }

    private static Finding Probe(Ec2Lab lab, LaunchTarget place)
    {
        if (lab.Inventory.Group is not { } group)
        {
            return Finding.Missing("there is none yet");
        }

        if (!lab.Inventory.IsOurs(group))
        {
            return Finding.Blocked($"a security group '{lab.Id}' exists that this lab did not make ({group.GroupId})", Ec2Errors.NameTaken);
        }

        if (group.VpcId != place.Vpc.VpcId)
        {
            return Finding.Blocked(
                $"the lab stands in {group.VpcId}, not in {place.Vpc.VpcId}", "Run `down` first, or say --vpc " + group.VpcId + ".");
        }

        var wanted = IngressRule.For(lab.Spec, place.Allow, group.GroupId);
        var existing = IngressRule.Of(group);
        var (missing, extra) = (wanted.Except(existing).ToList(), existing.Except(wanted).ToList());
        var repair = new List<ApiCall>();
        if (extra.Count > 0)
        {
            repair.Add(Revoke(lab, group.GroupId, extra));
        }

        if (missing.Count > 0)
        {
            repair.Add(Authorize(lab, place, group.GroupId));
        }

        return repair.Count == 0 ? Finding.Satisfied(group.GroupId)
            : Finding.Drifted(
                string.Join("; ", missing.Select(r => $"not open yet: {r}").Concat(extra.Select(r => $"open, and must not be: {r}"))),
                repair);
    }

    private static ApiCall Authorize(Ec2Lab lab, LaunchTarget place, string shownId) =>
        Ec2Call.Create("AuthorizeSecurityGroupIngress", async cancellation =>
        {
            var group = lab.Inventory.Group!;
            var missing = IngressRule.For(lab.Spec, place.Allow, group.GroupId)
                .Except(IngressRule.Of(group))
                .Select(r => r.ToPermission())
                .ToList();
            await Ec2Retry.UntilKnownAsync(lab.Patience, () => lab.Api.AuthorizeSecurityGroupIngressAsync(
                new() { GroupId = group.GroupId, IpPermissions = missing }, cancellation), cancellation);
            group.IpPermissions = [.. group.IpPermissions ?? [], .. missing];
            return "";
        }, ["--group-id", shownId, "--ip-permissions", .. IngressRule.For(lab.Spec, place.Allow, shownId).Select(r => r.ToArgument())]);

    private static ApiCall Revoke(Ec2Lab lab, string groupId, List<IngressRule> rules) =>
        Ec2Call.Create("RevokeSecurityGroupIngress", async cancellation =>
        {
            var group = lab.Inventory.Group!;
            await lab.Api.RevokeSecurityGroupIngressAsync(
                new() { GroupId = groupId, IpPermissions = rules.ConvertAll(r => r.ToPermission()) }, cancellation);
            group.IpPermissions = [.. IngressRule.Of(group).Except(rules).Select(r => r.ToPermission())];
            return "";
        }, ["--group-id", groupId, "--ip-permissions", .. rules.Select(r => r.ToArgument())]);
}
