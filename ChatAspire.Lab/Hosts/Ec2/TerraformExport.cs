using System.Globalization;
using Amazon.EC2.Model;
using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Writes a Terraform configuration of the resources that <c>up</c> would create, for review. It contains no secret.
/// </summary>
internal sealed class TerraformExport(LabSpec spec, Ec2Options options, string region, LaunchTarget target)
{
    private const string GroupId = "aws_security_group.lab.id";

    public string Text()
    {
        var hcl = new HclText();
        hcl.Comment($"What `chatlab up` would create on AWS for the lab {spec.Name}, for review.");
        hcl.Block("terraform", terraform => terraform.Block("required_providers", providers =>
            providers.SetExpression("aws", "{ source = \"hashicorp/aws\", version = \">= 5.0\" }")));
        hcl.Block("provider \"aws\"", provider => provider.Set("region", region));
        hcl.Block("variable \"public_key\"", variable => variable
            .Set("description", "The public half of the lab's SSH key, which chatlab creates on the caller's machine.")
            .SetExpression("type", "string"));
        hcl.Block("resource \"aws_key_pair\" \"lab\"", key => key
            .Set("key_name", spec.Name)
            .SetExpression("public_key", "var.public_key")
            .SetMap("tags", Tags(LabTags.For(spec.Name, spec.Name, options.Ends(), options.Tags))));
        var group = Ec2Requests.CreateGroup(spec.Name, target.Vpc.VpcId, options);
        hcl.Block("resource \"aws_security_group\" \"lab\"", resource => resource
            .Set("name", spec.Name)
            .Set("description", group.Description)
            .Set("vpc_id", target.Vpc.VpcId)
            .SetMap("tags", Tags(group.TagSpecifications[0].Tags)));
        hcl.Block("resource \"aws_vpc_security_group_egress_rule\" \"all\"", rule => rule
            .SetExpression("security_group_id", GroupId).Set("ip_protocol", "-1").Set("cidr_ipv4", "0.0.0.0/0"));
        foreach (var rule in IngressRule.For(spec, target.Allow, GroupId))
        {
            hcl.Block($"resource \"aws_vpc_security_group_ingress_rule\" \"{NameOf(rule)}\"", resource => Ingress(resource, rule));
        }

        foreach (var host in spec.Hosts)
        {
            hcl.Block($"resource \"aws_instance\" \"{host.Name}\"", resource => Instance(resource, host.Name));
        }

        return hcl.ToString();
    }

    // tcp_22, tcp_5080_hosts
    private static string NameOf(IngressRule rule)
    {
        var port = rule.FromPort < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"_{rule.FromPort}");
        return $"{rule.Protocol}{port}{(rule.Source == GroupId ? "_hosts" : "")}";
    }

    private static void Ingress(HclText resource, IngressRule rule)
    {
        resource.SetExpression("security_group_id", GroupId).Set("ip_protocol", rule.Protocol)
            .SetExpression("from_port", rule.FromPort.ToString(CultureInfo.InvariantCulture))
            .SetExpression("to_port", rule.ToPort.ToString(CultureInfo.InvariantCulture));
        if (rule.Source == GroupId)
        {
            resource.SetExpression("referenced_security_group_id", GroupId);
        }
        else
        {
            resource.Set("cidr_ipv4", rule.Source);
        }
    }

    private void Instance(HclText resource, string host)
    {
        var launch = Launch.Create(spec.Name, host, options.TimeToLive).WithoutSecret();
        var tags = Ec2Requests.Tags(spec.Name, host, launch, options)[0].Tags.Where(tag => tag.Key != LabTags.Launch);
        var volume = RootVolume.Of(target.Image, options.DiskGigabytes);
        resource
            .Set("ami", target.Image.ImageId)
            .Set("instance_type", options.InstanceType)
            .Set("subnet_id", target.Subnet.SubnetId)
            .SetExpression("vpc_security_group_ids", $"[{GroupId}]")
            .SetExpression("key_name", "aws_key_pair.lab.key_name")
            .SetExpression("associate_public_ip_address", options.Address == HostAddress.Public ? "true" : "false")
            .Set("instance_initiated_shutdown_behavior", "terminate")
            .SetMap("tags", Tags(tags))
            .SetMap("volume_tags", Tags(tags))
            .Block("metadata_options", metadata => metadata
                .Set("http_endpoint", "enabled").Set("http_tokens", "required").SetExpression("http_put_response_hop_limit", "1"))
            .Block("root_block_device", disk =>
            {
                disk.SetExpression("delete_on_termination", "true").SetExpression("encrypted", "true").Set("volume_type", "gp3");
                if (volume.Gigabytes is { } size)
                {
                    disk.SetExpression("volume_size", size.ToString(CultureInfo.InvariantCulture));
                }
            });
        if (options.Spot)
        {
            resource.Block("instance_market_options", market => market
                .Set("market_type", "spot")
                .Block("spot_options", spot => spot
                    .Set("spot_instance_type", "one-time").Set("instance_interruption_behavior", "terminate")));
        }

        resource.Comment("The host key is created by `up`, and never shown.");
        resource.SetLines("user_data", CloudConfig.For(launch, host));
    }

    private static IEnumerable<KeyValuePair<string, string>> Tags(IEnumerable<Tag> tags) =>
        tags.Select(tag => KeyValuePair.Create(tag.Key, tag.Value));
}
