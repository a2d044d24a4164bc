package client

import (
	"fmt"

	"github.com/cosmos/gogoproto/proto"
	"google.golang.org/grpc"

	sdkclient "github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/std"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/msgservice"
	"github.com/cosmos/cosmos-sdk/x/auth/tx"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	govv1beta1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1beta1"
	"github.com/cosmos/cosmos-sdk/x/tx/signing"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
)

// encoding is how this package writes transactions and reads answers.
type encoding struct {
	registry codectypes.InterfaceRegistry
	codec    codec.Codec
	tx       sdkclient.TxConfig
}

// services are our transaction services, whose messages the encoding must know.
var services = []*grpc.ServiceDesc{
	&subnetv1.Msg_serviceDesc, &stakev1.Msg_serviceDesc, &weightsv1.Msg_serviceDesc, &rootv1.Msg_serviceDesc,
	&epochv1.Msg_serviceDesc, &emissionv1.Msg_serviceDesc, &escrowv1.Msg_serviceDesc, &producerv1.Msg_serviceDesc,
}

func newEncoding() (encoding, error) {
	registry, err := codectypes.NewInterfaceRegistryWithOptions(codectypes.InterfaceRegistryOptions{
		ProtoFiles: proto.HybridResolver,
		SigningOptions: signing.Options{
			AddressCodec:          address.NewBech32Codec(sdk.GetConfig().GetBech32AccountAddrPrefix()),
			ValidatorAddressCodec: address.NewBech32Codec(sdk.GetConfig().GetBech32ValidatorAddrPrefix()),
		},
	})
	if err != nil {
		return encoding{}, err
	}
	std.RegisterInterfaces(registry)
	authtypes.RegisterInterfaces(registry)
	banktypes.RegisterInterfaces(registry)
	govv1.RegisterInterfaces(registry)
	govv1beta1.RegisterInterfaces(registry)
	upgradetypes.RegisterInterfaces(registry)
	for _, s := range services {
		msgservice.RegisterMsgServiceDesc(registry, s)
	}
	cdc := codec.NewProtoCodec(registry)
	return encoding{registry, cdc, tx.NewTxConfig(cdc, tx.DefaultSignModes)}, nil
}

// JSON returns a message, and those inside it, in the JSON form of protobuf. A message inside that this package does not know
// is an error.
func (c *Client) JSON(m proto.Message) ([]byte, error) { return c.enc.codec.MarshalJSON(m) }

// Message reads a message of a transaction from its JSON form, in which "@type" names its type.
func (c *Client) Message(b []byte) (sdk.Msg, error) {
	var m sdk.Msg
	if err := c.enc.codec.UnmarshalInterfaceJSON(b, &m); err != nil {
		return nil, fmt.Errorf("message %s: %w", b, err)
	}
	return m, nil
}
